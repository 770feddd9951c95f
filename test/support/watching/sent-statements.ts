import type { Logger } from 'typeorm'

/** The statements that a DataSource with this logger, and `logging: true`, sends. */
export class Statements implements Logger {
  readonly sent: string[] = []
  logQuery(query: string): void {
    this.sent.push(query)
  }
  logQueryError(): void {
    // Sent all the same.
  }
  logQuerySlow(): void {
    // Told already.
  }
  logSchemaBuild(): void {
    // Not now.
  }
  logMigration(): void {
    // None.
  }
  log(): void {
    // Nothing.
  }
}

/** Statements of the library end with a comment that names it. */
export const isOurs = (query: string): boolean => /\/\* alkey [\w-]+ \*\/$/.test(query)
