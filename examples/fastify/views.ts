import nunjucks from 'nunjucks'
import type { RequestKeys } from 'typeorm-alkey/http'

/** The parts of Nunjucks that a tag of one's own needs, and that its types leave open. */
interface Parser {
  nextToken(): { readonly value: string }
  parseSignature(tolerant: null, noParens: boolean): unknown
  advanceAfterBlockEnd(name?: string): void
  parseUntilBlocks(name: string): unknown
}
type Callback = (error: unknown, text?: unknown) => void
type NewCall = new (extension: object, method: string, args: unknown, blocks: readonly unknown[]) => unknown

/** `{% fragment parts %} … {% endfragment %}`: what is between is rendered once for its parts. */
class Fragment implements nunjucks.Extension {
  readonly tags = ['fragment']

  parse(parser: Parser, { CallExtensionAsync }: { CallExtensionAsync: NewCall }): unknown {
    const { value } = parser.nextToken()
    const parts = parser.parseSignature(null, true)
    parser.advanceAfterBlockEnd(value)
    const body = parser.parseUntilBlocks('endfragment')
    parser.advanceAfterBlockEnd()
    return new CallExtensionAsync(this, 'run', parts, [body])
  }

  run(
    { ctx }: { readonly ctx: Pick<RequestKeys, 'cachedFragment'> },
    parts: Parameters<RequestKeys['cachedFragment']>[0],
    body: (done: (error: Error | null, text: string) => void) => void,
    callback: Callback,
  ): void {
    const render = (): Promise<string> =>
      new Promise((resolve, reject) => {
        body((error, text) => {
          if (error) reject(error)
          else resolve(text)
        })
      })
    ctx.cachedFragment(parts, render).then((text) => {
      callback(null, new nunjucks.runtime.SafeString(text))
    }, callback)
  }
}

/** Renders the templates of a folder. Pass `cachedFragment` of the request with the other values. */
export function viewsIn(folder: string): (name: string, values: object) => Promise<string> {
  const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(folder), { autoescape: true })
  environment.addExtension('Fragment', new Fragment())
  return (name, values) =>
    new Promise((resolve, reject) => {
      environment.render(name, values, (error, text) => {
        if (error) reject(error)
        else resolve(text ?? '')
      })
    })
}
