/** What a variable of the environment names can't be reached. */
export class Unreachable extends Error {}

/** Waits for a connection to what `variable` names. @param because tells why there is none, where the error doesn't */
export async function reach<Result>(
  variable: string,
  connecting: Promise<Result>,
  because: () => unknown = () => undefined,
): Promise<Result> {
  try {
    return await connecting
  } catch (error) {
    throw new Unreachable(
      `The server of ${variable} can't be reached (${reasonOf(because() ?? error)}). Start it, or unset ${variable} to run without.`,
      { cause: error },
    )
  }
}

/** An error that stands for several, one for each address of a host, has no message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || String((error as NodeJS.ErrnoException).code)
}
