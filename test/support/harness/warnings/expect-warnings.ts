declare const alkeyExpectWarnings: (patterns: readonly RegExp[]) => void

/**
 * Says which warnings of the console or of Node.js are what a test is about: these are not printed, any other one fails the
 * test during which it comes. For a test or a `beforeEach` until that test is done, else for the rest of the file.
 */
export function expectWarnings(...patterns: readonly RegExp[]): void {
  alkeyExpectWarnings(patterns)
}
