import process from 'node:process'
import * as timers from 'node:timers'

// As they were when this was loaded: fake timers of a test would keep everybody waiting.

/** Calls back when the turn of the event loop is over. */
export const { setImmediate: onNextTurn } = timers

/** Calls back once what runs now, and all that has been promised meanwhile, has run. */
export const afterThis: (callback: () => void) => void = process.nextTick.bind(process)

/** Calls back after so many ms. */
export const { setTimeout: startTimer, clearTimeout: stopTimer } = timers
