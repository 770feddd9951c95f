import process from 'node:process'
import { TestEnvironment } from 'jest-environment-node'

/**
 * Node's environment, in which a warning that no test expects fails the test during which it came: what the library tells
 * its default logger, the console, and what Node.js warns of. See `expectWarnings`. In JavaScript, because Jest compiles no
 * environments.
 */
export default class extends TestEnvironment {
  #test
  #expected = []
  #unexpected = []
  #emitWarning

  async setup() {
    await super.setup()
    this.global.alkeyExpectWarnings = (patterns) => {
      for (const pattern of patterns) this.#expected.push({ pattern, test: this.#test })
    }
    const { console } = this.global
    const warn = console.warn.bind(console)
    console.warn = (...args) => {
      if (typeof args[0] === 'string' && args[0].startsWith('typeorm-alkey: ')) this.#take(args[0])
      else warn(...args)
    }
    // Tests have a copy of `process`; Node.js itself warns by the original.
    this.#emitWarning = process.emitWarning
    process.emitWarning = this.global.process.emitWarning = (warning) => {
      this.#take(typeof warning === 'string' ? warning : `${warning.name}: ${warning.message}`)
    }
  }

  async teardown() {
    if (this.#emitWarning) process.emitWarning = this.#emitWarning
    await super.teardown()
  }

  handleTestEvent({ name, test }, { unhandledErrors }) {
    if (name === 'test_start') {
      // What came before it is not its own.
      this.#fail(unhandledErrors)
      this.#test = test
    }
    if (name === 'test_done') {
      this.#fail(test.errors)
      this.#expected = this.#expected.filter((one) => one.test !== test)
      this.#test = undefined
    }
    if (name === 'run_finish') this.#fail(unhandledErrors)
  }

  #take(text) {
    if (this.#expected.some(({ pattern }) => pattern.test(text))) return
    const error = new Error(`No test expects this warning; expectWarnings() says which are.\n${text}`)
    this.#unexpected.push(error)
  }

  #fail(errors) {
    errors.push(...this.#unexpected.splice(0))
  }
}
