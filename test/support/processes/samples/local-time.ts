import { clockForm, dateForm, isBehindSkip } from '../../../../src/identifiers/id-form'

export function dayOf(time: number): string | undefined {
  return dateForm(new Date(time))
}

export function clockOf(time: number): string | undefined {
  return clockForm(6, 'local')(new Date(time))
}

/** What a driver that reads texts in the zone of the process makes of one. */
export function clockOfText(text: string): string | undefined {
  return clockForm(6, 'local')(new Date(text))
}

export function isDoubtful(text: string): boolean {
  return isBehindSkip(text)
}
