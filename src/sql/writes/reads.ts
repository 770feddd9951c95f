import type { Dialect } from '../statement'
import { words } from '../lexer/words'

/** Statements that change no rows, whatever comes behind their first words. */
const reads: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  postgres: words(
    'VALUES TABLE SHOW SET RESET ANALYZE ANALYSE VACUUM REINDEX CLUSTER REPACK LISTEN UNLISTEN NOTIFY DISCARD LOCK FETCH ' +
      'MOVE CLOSE DECLARE DEALLOCATE PREPARE CHECKPOINT COMMENT GRANT REVOKE LOAD SECURITY REASSIGN USE',
  ),
  mysql: words('VALUES TABLE SHOW USE HELP HANDLER KILL CHECKSUM UNLOCK PREPARE DEALLOCATE PURGE SIGNAL RESIGNAL GET'),
  sqlite: words('VALUES TABLE SHOW SET USE PRAGMA ATTACH DETACH ANALYZE VACUUM REINDEX COMMENT GRANT REVOKE LOCK'),
}

/** Those that end the open transaction in MySQL, with a commit. */
const committing: ReadonlySet<string> = words(
  'GRANT REVOKE ANALYZE OPTIMIZE REPAIR CHECK FLUSH CACHE INSTALL UNINSTALL RESET CHANGE STOP LOCK',
)

export function isRead(dialect: Dialect, verb: string): boolean {
  return reads[dialect].has(verb)
}

export function isCommittingRead(dialect: Dialect, verb: string): boolean {
  return dialect === 'mysql' && committing.has(verb)
}
