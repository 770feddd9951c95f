import { DefaultDeserializer } from 'node:v8'

interface ReadsViews {
  /** See `v8.Deserializer` in the documentation of Node.js; its types leave it out. */
  _readHostObject(): NodeJS.ArrayBufferView
}

const Base = DefaultDeserializer as new (bytes: Buffer) => DefaultDeserializer & ReadsViews

/** Gives typed arrays memory of their own. Node's are views of what it reads from, which may be the pool of all Buffers. */
export class OwningDeserializer extends Base {
  override _readHostObject(): NodeJS.ArrayBufferView {
    const view = super._readHostObject()
    if (Buffer.isBuffer(view)) return Buffer.from(view)
    const View = view.constructor as new (bytes: ArrayBufferLike) => NodeJS.ArrayBufferView
    return new View(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength))
  }
}
