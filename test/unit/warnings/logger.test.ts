import { type Logger, Warnings } from '../../../src/warnings/logger'

test('a warning of a kind about a subject is told once, and names the library', () => {
  const logger = { warn: jest.fn() }
  const warnings = new Warnings(logger)
  const text = jest.fn(() => 'of a kind')
  for (let i = 0; i < 3; i++) warnings.once('a', 'x', text)
  warnings.once('a', 'y', () => 'about another')
  warnings.once('b', 'x', () => 'of another')
  warnings.tell('always')
  expect(logger.warn.mock.calls).toEqual([
    ['typeorm-alkey: of a kind'],
    ['typeorm-alkey: about another'],
    ['typeorm-alkey: of another'],
    ['typeorm-alkey: always'],
  ])
  expect(text).toHaveBeenCalledTimes(1)
})

test('subjects without end are told a hundred times, and silence no other kind', () => {
  const logger = { warn: jest.fn<void, [string]>() }
  const warnings = new Warnings(logger)
  for (let i = 0; i < 2_000; i++) warnings.once('undeclared', `page ${i}`, () => 'text')
  const lines = logger.warn.mock.calls.map(([line]) => line)
  expect(lines).toHaveLength(101)
  expect(lines.at(-1)).toBe('typeorm-alkey: No more warnings of this kind are shown, after 100.')
  warnings.once('listener', 'hit', () => 'of another kind')
  expect(logger.warn).toHaveBeenLastCalledWith('typeorm-alkey: of another kind')
})

test('a logger is called on itself', () => {
  class Lines implements Logger {
    readonly lines: string[] = []
    warn(message: string): void {
      this.lines.push(message)
    }
  }
  const logger = new Lines()
  new Warnings(logger).tell('text')
  expect(logger.lines).toEqual(['typeorm-alkey: text'])
})

test('false is silence', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined)
  new Warnings(false).tell('text')
  expect(warn).not.toHaveBeenCalled()
  warn.mockRestore()
})

test.each([
  [
    'throws',
    (): never => {
      throw new Error('out of paper')
    },
  ],
  ['rejects', (): Promise<never> => Promise.reject(new Error('out of paper'))],
])('a logger that %s fails nobody, and its warning is one of the process', async (_, warn) => {
  const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  // eslint-disable-next-line @typescript-eslint/no-misused-promises -- what careless users pass
  new Warnings({ warn }).tell('text')
  await new Promise(setImmediate)
  expect(emitWarning.mock.calls).toEqual([
    ['typeorm-alkey: text (The option `logger` threw Error: out of paper.)', 'AlkeyLoggerWarning'],
  ])
  emitWarning.mockRestore()
})
