// What the library warns of by the default logger is what most tests are about anyway, and a green run prints nothing.
// A test of the warnings replaces `console.warn` again, or gives a logger of its own.

const { warn } = console

// eslint-disable-next-line no-console -- it is what this is about
console.warn = (...args: unknown[]): void => {
  if (typeof args[0] !== 'string' || !args[0].startsWith('typeorm-alkey: ')) warn(...args)
}
