/** Calls a function of the application that must fail nobody, be it async or not. */
export function callSafely(work: () => unknown, failed: (error: unknown) => void): void {
  try {
    const returned = work()
    if (typeof returned === 'object' && returned !== null && 'then' in returned) Promise.resolve(returned).catch(failed)
  } catch (error) {
    failed(error)
  }
}
