/** How long so many calls take, in ns, shared by so many callers who each wait for their last one. */
export async function time(call: () => Promise<unknown>, callers: number, calls: number): Promise<number> {
  const begin = process.hrtime.bigint()
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let i = 0; i < calls / callers; i++) await call()
    }),
  )
  return Number(process.hrtime.bigint() - begin)
}
