import process from 'node:process'

/**
 * Says at the end of a run which combinations of TypeORM and database it was, and which it was not. In JavaScript,
 * because Jest compiles no reporters.
 */
export default class CellsReporter {
  #cells

  constructor(_, { cells }) {
    this.#cells = cells
  }

  onRunComplete(_, { testResults }) {
    const missing = []
    for (const { project, database, versions } of this.#cells) {
      const version = globalThis.alkeyDatabaseVersions?.[database]
      const server = version === undefined ? versions.database : `${versions.database} ${version}`
      const cell = `TypeORM ${versions.typeorm} × ${server} (${versions.driver})`
      const files = testResults.filter(({ displayName, skipped }) => displayName?.name === project && !skipped)
      if (files.length === 0) missing.push(cell)
      else say(`ran ${cell}: ${summaryOf(files)}`)
    }
    if (missing.length > 0) say(`not run: ${missing.join(', ')}`)
  }
}

function summaryOf(files) {
  const sum = (valueOf) => files.reduce((total, file) => total + valueOf(file), 0)
  const seconds = sum(({ perfStats }) => perfStats.runtime) / 1_000
  return (
    `${sum((file) => file.numPassingTests)} passed, ${sum((file) => file.numFailingTests)} failed ` +
    `in ${files.length} files, ${seconds.toFixed(0)} s`
  )
}

function say(line) {
  process.stderr.write(`alkey tests: ${line}\n`)
}
