import { Exchange } from '../../../src/http/exchange'
import type { WatchedRequest } from '../../../src/requests/watched-request'

const response = { status: 304, header: () => undefined }

test.each(['{"vary":5}', '{"cache-control":["a"]}', 'null', '[', '7'])(
  'what was not stored by this library is not sent (%s)',
  (kept) => {
    const watched = { current: { version: 'one', kept } } as Partial<WatchedRequest> as WatchedRequest
    const exchange = new Exchange({ cacheControl: 'no-cache', vary: ['cookie'], isHead: false }, watched, () => true)
    expect(exchange.headersFor(response)).toEqual({ 'cache-control': 'no-cache', vary: 'cookie', etag: 'W/"one"' })
  },
)
