import { Changes } from './changes/changes'
import type { ChangeLedger } from './changes/change-ledger'
import { invalidateNow, invalidatedBy } from './changes/invalidation'
import { InvalidPartError } from './errors'
import type { DependencyResolver } from './keys/dependency'
import type { KeyPart } from './keys/key-part'
import { contentsOf } from './keys/part-contents'
import { showPart } from './keys/show-part'
import { VERSIONED } from './tokens/versioned-part'
import type { Attachment } from './typeorm/attachment'
import type { CarriedManagers } from './typeorm/carried-managers'
import { isEntityManager } from './typeorm/instances'

/** Who knows what parts stand for, and where their changes go. */
interface Invalidator {
  readonly attachment: Attachment
  readonly carried: CarriedManagers
  readonly ledger: ChangeLedger
  readonly resolver: DependencyResolver
}

/** Declares parts changed: with a manager in front, or one that is carried, when its transaction commits. */
export async function invalidateParts(
  args: readonly KeyPart[],
  { attachment, carried, ledger, resolver }: Invalidator,
): Promise<void> {
  const given = isEntityManager(args[0]) ? args[0] : undefined
  const parts = given ? args.slice(1) : args
  if (parts.length === 0)
    throw new InvalidPartError(
      'invalidate() needs a part to invalidate: an entity, a class, a ref, an identifier or a tag.',
    )
  const contents = parts.map((part) => contentsOf(part, resolver))
  const identifiers = invalidatedBy(
    contents.flatMap(({ dependencies }) => dependencies),
    attachment.keptScopes ?? [],
  )
  const tags = contents.flatMap((one) => one.tags).map((tag) => tag[VERSIONED])
  const changes = new Changes(identifiers, tags)
  const manager = given ?? carried.find()
  const ofQueryRunner = manager && attachment.changesOf(manager)
  if (ofQueryRunner) await ofQueryRunner.add(changes)
  else await invalidateNow(ledger.delivery, changes, () => parts.map(showPart).join(', '))
}
