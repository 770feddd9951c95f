import { LoadFailedError } from '../errors'
import { showPart } from '../keys/show-part'
import { LoadScope } from './load-scope'
import type { Wanted } from './stored-texts'

/** A load that waited for itself would wait for ever. @throws LoadFailedError */
export function checkNotOwn({ key, values, parts }: Wanted<unknown>): void {
  if (!LoadScope.current?.isLoading({ key: key.key, values })) return
  throw new LoadFailedError(
    `A load asks for the value that it is to load, that of ${parts.map(showPart).join(', ')}. Add a part that tells them apart.`,
  )
}
