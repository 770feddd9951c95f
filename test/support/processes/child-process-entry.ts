import { createRequire } from 'node:module'
import { toPortableError, type Answer, type Call } from './child-process-protocol'

const file = process.argv[2] ?? ''

// The test may be killed; this process must not outlive it.
process.on('disconnect', () => process.exit())

function answer(message: Answer): void {
  process.send?.(message)
}

try {
  const methods = createRequire(__filename)(file) as Partial<Record<string, (...args: unknown[]) => unknown>>
  process.on('message', (call) => void answerCall(methods, call as Call))
  answer({ id: 0 })
} catch (error) {
  answer({ id: 0, error: toPortableError(error) })
}

async function answerCall(
  methods: Partial<Record<string, (...args: unknown[]) => unknown>>,
  call: Call,
): Promise<void> {
  const { id, name, args } = call
  try {
    const method = methods[name]
    if (method === undefined) throw new Error(`${file} exports no "${name}"`)
    answer({ id, result: await method(...args) })
  } catch (error) {
    answer({ id, error: toPortableError(error) })
  }
}
