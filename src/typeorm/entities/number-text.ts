/** A number with a point or an exponent, as a statement writes it: a double may not hold all of its digits. */
export class NumberText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}
