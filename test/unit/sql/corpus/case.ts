/** The dialects that read it so, its text, and what it does, as `shown` writes it. */
export type Case = readonly [dialects: string, sql: string, does: string]
