import type { Mode } from './run-suite'

/** Tests that must end in another way, by the beginning of their file and title, and why. */
export const EXPECTED: Partial<Record<Mode, readonly { readonly test: string; readonly reason: string }[]>> = {}
