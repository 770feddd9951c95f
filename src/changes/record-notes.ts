/** How a writer has left a record: its statement was sent and not answered, or its transaction was prepared. */
export type Left = 'sent' | 'prepared'

/** What repairers have seen of a record so far. */
export interface Look {
  /** How often the database didn't tell whether its connection still works on it. */
  readonly unanswered: number
  /** What the connection was at the last time that it was asked for: see `ConnectionState`. */
  readonly since?: readonly string[]
}

/** What a record says: beside identifiers it holds notes, which look like none. Who doesn't know them bumps nothing by them. */
export interface RecordReading {
  readonly identifiers: readonly string[]
  /** The connection that the writer uses, as `WriterWatch` knows it. */
  readonly writer: string | undefined
  /** Absent while its writer should renew it. */
  readonly left: Left | undefined
  readonly look: Look
  /** The note that says so. */
  readonly lookNote: string | undefined
}

const WRITER = '~writer:'
const LEFT = '~left:'
const LOOK = '~look:'

export function writerNote(writer: string): string {
  return WRITER + writer
}

export function leftNote(left: Left): string {
  return LEFT + left
}

export function lookNote(look: Look): string {
  return LOOK + JSON.stringify(look)
}

export function readRecord(contents: readonly string[]): RecordReading {
  const lookNote = contents.find((text) => text.startsWith(LOOK))
  const lefts = contents.filter((text) => text.startsWith(LEFT)).map((text) => text.slice(LEFT.length))
  return {
    identifiers: contents.filter((text) => !text.startsWith('~')),
    writer: contents.find((text) => text.startsWith(WRITER))?.slice(WRITER.length),
    left: lefts.includes('prepared') ? 'prepared' : lefts.includes('sent') ? 'sent' : undefined,
    look: readLook(lookNote?.slice(LOOK.length)),
    lookNote,
  }
}

/** One that can't be read says that nothing was seen yet: then the record is kept for longer. */
function readLook(text = ''): Look {
  try {
    return JSON.parse(text) as Look
  } catch {
    return { unanswered: 0 }
  }
}
