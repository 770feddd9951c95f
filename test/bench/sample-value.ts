/** A value of 1 kB, as JSON. */
export const sampleValue = {
  id: 1,
  name: 'Ann',
  orders: Array.from({ length: 16 }, (_, id) => ({ id, note: `order ${id}`, at: '2026-01-01T00:00:00.000Z' })),
}
