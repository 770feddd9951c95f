import { dateForm, localTimestampForm } from '../../../src/identifiers/id-form'

export function dayOf(time: number): string | undefined {
  return dateForm(new Date(time))
}

export function clockOf(time: number): string | undefined {
  return localTimestampForm(6)(new Date(time))
}
