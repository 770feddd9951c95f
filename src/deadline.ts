import { onNextTurn, startTimer, stopTimer } from './event-loop'

/** What `promise` gives, or an error once the deadline has passed. The promise's later rejection is nobody's. */
export function withinDeadline<Value>(
  promise: PromiseLike<Value>,
  deadlineMs: number,
  missed: () => Error,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    let isSettled = false
    const miss = (): void => {
      if (!isSettled) reject(missed())
    }
    const begun = performance.now()
    let timer = startTimer(() => {
      // So long the event loop did something else, and gave the answer no chance.
      const lateMs = performance.now() - begun - deadlineMs
      timer = startTimer(() => onNextTurn(() => onNextTurn(miss)), lateMs)
    }, deadlineMs)
    const settle = (): void => {
      isSettled = true
      stopTimer(timer)
    }
    promise.then(
      (value) => {
        settle()
        resolve(value)
      },
      (cause: unknown) => {
        settle()
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- it is handed on as it is
        reject(cause)
      },
    )
  })
}
