import { InvalidOptionError } from '../errors'

/** A user or a password from a URL. @param url what messages call it: they don't show the text, which may be a password */
export function decoded(text: string, url: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new InvalidOptionError(`The user and the password in ${url} must be percent-encoded: write %25 for %.`)
  }
}
