/** A place in a text that moves on. */
export class Scanner {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length
  }

  /** The character at a distance; nothing behind the end. */
  character(distance = 0): string {
    return this.text.charAt(this.at + distance)
  }

  code(distance = 0): number {
    return this.text.charCodeAt(this.at + distance)
  }

  /** Moves behind what a sticky pattern matches here. */
  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    if (match) this.at = pattern.lastIndex
    return match
  }
}

/** What a name may begin with. */
export function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || code >= 0x80
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}
