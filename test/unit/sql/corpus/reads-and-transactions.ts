import type { Case } from './case'

export const reads: readonly Case[] = [
  ...[
    'SELECT 1',
    ' \n\tselect * from users where id = 1',
    '(SELECT 1) UNION (SELECT 2)',
    '((SELECT 1))',
    '/* UPDATE t SET a = 1 */ SELECT 1',
    '-- UPDATE t SET a = 1\nSELECT 1',
    'SELECT * FROM users FOR UPDATE',
    'SELECT * FROM users FOR UPDATE OF u SKIP LOCKED',
    "SELECT 'UPDATE t SET a = 1'",
    "SELECT ';UPDATE t SET a = 1'",
    'SELECT update_all FROM t',
    'SELECT 1;',
    'SELECT 1 ; ; ',
    'VALUES (1), (2)',
    'TABLE users',
    'SHOW TABLES',
    'USE shop',
    '',
    ' ',
    ';',
    '-- nothing',
    '/* nothing */',
  ].map((sql): Case => ['pg my lite', sql, 'nothing']),
  ...(
    'SET search_path TO a|SET TRANSACTION ISOLATION LEVEL SERIALIZABLE|SET CONSTRAINTS ALL DEFERRED|RESET ALL|VACUUM t|' +
    'REINDEX TABLE t|CLUSTER t|LISTEN a|UNLISTEN *|NOTIFY a|DISCARD ALL|LOCK TABLE t IN SHARE MODE|FETCH 5 FROM c|MOVE 5 IN c|' +
    'CLOSE c|DECLARE c CURSOR FOR SELECT 1|DEALLOCATE p|PREPARE p AS UPDATE t SET a = 1|CHECKPOINT|COMMENT ON TABLE t IS NULL|' +
    'GRANT SELECT ON t TO r|REVOKE ALL ON t FROM r|SECURITY LABEL ON TABLE t IS NULL|REASSIGN OWNED BY a TO b|SHOW x|' +
    'ROLLBACK PREPARED $$x$$|CREATE TRIGGER a AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()'
  )
    .split('|')
    .map((sql): Case => ['pg', sql, 'nothing']),
  ...(
    'SET NAMES utf8mb4|SET TRANSACTION READ ONLY|SET @a = 1|SET autocommit = 0|SET autocommit=OFF|SET @@autocommit = 0|' +
    'SET GLOBAL autocommit = 1|HELP x|HANDLER t OPEN|KILL 5|CHECKSUM TABLE t|UNLOCK TABLES|DEALLOCATE PREPARE p|PREPARE p FROM ?|' +
    'SHOW CREATE TABLE t|XA START $x|XA END $x|XA ROLLBACK $x|XA RECOVER|START SLAVE|LOCK INSTANCE FOR BACKUP|RESET PERSIST'
  )
    .split('|')
    .map((sql): Case => ['my', sql, 'nothing']),
  ...(
    'GRANT SELECT ON t TO u|REVOKE ALL ON t FROM u|OPTIMIZE TABLE t|REPAIR TABLE t|CHECK TABLE t|FLUSH TABLES|' +
    'LOCK TABLES t WRITE|SET autocommit = 1|SET SESSION autocommit=ON|SET @@session.autocommit = 1|SET sql_mode = 1, autocommit = TRUE|' +
    'SET PASSWORD = 1|CACHE INDEX t IN c|INSTALL PLUGIN p SONAME s|RESET MASTER'
  )
    .split('|')
    .map((sql): Case => ['my', sql, 'commits!']),
  ...'PRAGMA foreign_keys = ON|PRAGMA table_info("t")|ATTACH $x AS a|DETACH a|VACUUM|REINDEX t'
    .split('|')
    .map((sql): Case => ['lite', sql, 'nothing']),
  [
    'my',
    'SET STATEMENT max_statement_time = 1 FOR UPDATE t SET a = 1 WHERE id = 2',
    'update t{a=1} where id=2 uncounted',
  ],
]

export const transactions: readonly Case[] = [
  ...(
    'BEGIN|BEGIN WORK|BEGIN TRANSACTION|START TRANSACTION|START TRANSACTION READ ONLY|' +
    'START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE, DEFERRABLE'
  )
    .split('|')
    .map((sql): Case => ['pg my lite', sql, 'begin']),
  ['pg', 'BEGIN ISOLATION LEVEL READ COMMITTED', 'begin'],
  ['lite', 'BEGIN DEFERRED TRANSACTION', 'begin'],
  ['lite', 'BEGIN IMMEDIATE', 'begin'],
  ['lite', 'BEGIN EXCLUSIVE TRANSACTION', 'begin'],
  ['my', 'START TRANSACTION WITH CONSISTENT SNAPSHOT', 'begin'],
  ['my', 'BEGIN NOT ATOMIC UPDATE t SET a = 1; END', 'unknown BEGIN ; unknown END'],
  [
    'my',
    'COMMIT; BEGIN NOT ATOMIC UPDATE t SET a = 1; COMMIT; END; ROLLBACK',
    'commit ; unknown BEGIN ; unknown END ; rollback',
  ],
  ['my', 'REPEAT COMMIT; ROLLBACK; UNTIL 1 END REPEAT; COMMIT', 'unknown REPEAT ; unknown UNTIL ; commit'],
  ['my', 'BEGIN; IF 1 THEN SELECT 1; COMMIT -- unterminated', 'begin ; unknown IF'],
  ['lite', 'BEGIN UPDATE t SET a = 1', 'unknown BEGIN'],
  ['pg my lite', 'COMMIT', 'commit'],
  ['pg my lite', 'commit work;', 'commit'],
  ['pg my lite', 'COMMIT AND CHAIN', 'commit and chain'],
  ['pg my lite', 'COMMIT TRANSACTION', 'commit'],
  ['pg my', 'COMMIT WORK AND NO CHAIN', 'commit'],
  ['pg my', 'COMMIT WORK AND CHAIN', 'commit and chain'],
  ['my', 'COMMIT AND NO CHAIN RELEASE', 'commit'],
  ['pg lite', 'END', 'commit'],
  ['pg lite', 'END TRANSACTION', 'commit'],
  ['pg', 'END AND CHAIN', 'commit and chain'],
  ['my', 'END IF', 'unknown END'],
  ['my', 'END', 'unknown END'],
  ['pg my lite', 'ROLLBACK', 'rollback'],
  ['pg my lite', 'ROLLBACK WORK', 'rollback'],
  ['pg my lite', 'ROLLBACK AND CHAIN', 'rollback and chain'],
  ['pg', 'ABORT', 'rollback'],
  ['pg', 'ABORT TRANSACTION AND NO CHAIN', 'rollback'],
  ['pg my lite', 'ROLLBACK TO SAVEPOINT a', 'rollback-to a'],
  ['pg my lite', 'ROLLBACK TO a', 'rollback-to a'],
  ['pg my lite', 'ROLLBACK TRANSACTION TO SAVEPOINT typeorm_1', 'rollback-to typeorm_1'],
  ['pg my lite', 'ROLLBACK TO savepoint', 'rollback-to savepoint'],
  ['pg my lite', 'ROLLBACK TO SAVEPOINT', 'rollback-to savepoint'],
  ['pg my lite', 'SAVEPOINT typeorm_1', 'savepoint typeorm_1'],
  ['pg', 'SAVEPOINT "A"', 'savepoint A'],
  ['pg my lite', 'SAVEPOINT A', 'savepoint a'],
  ['my', 'SAVEPOINT `A`', 'savepoint a'],
  ['lite', "SAVEPOINT 'A'", 'savepoint a'],
  ['pg my lite', 'RELEASE SAVEPOINT A', 'release a'],
  ['pg lite', 'RELEASE a', 'release a'],
  ['pg my lite', 'SAVEPOINT', 'unknown SAVEPOINT'],
  ['lite', 'SAVE TRANSACTION typeorm_1', 'savepoint typeorm_1'],
  ['lite', 'ROLLBACK TRANSACTION typeorm_1', 'rollback-to typeorm_1'],
  ['lite', 'ROLLBACK TRANSACTION', 'rollback'],
  ['pg', "PREPARE TRANSACTION 'x'", 'prepare'],
  ['my', "XA PREPARE 'x'", 'prepare'],
]

export const unknowns: readonly Case[] = [
  ['pg my lite', 'CALL archive_orders(1, 2)', 'unknown CALL archive_orders'],
  ['pg', 'CALL app."Archive"()', 'unknown CALL app.Archive'],
  ['my', 'CALL `app`.archive', 'unknown CALL app.archive'],
  ['pg my', 'CALL ?', 'unknown CALL'],
  ['pg', 'DO $$ BEGIN UPDATE t SET a = 1; END $$', 'unknown DO BEGIN UPDATE t SET a = ?; END'],
  [
    'pg',
    "DO LANGUAGE plpgsql 'BEGIN\n  PERFORM archive(''secret'', 12.5);\nEND'",
    'unknown DO LANGUAGE plpgsql BEGIN PERFORM archive(?, ?); END',
  ],
  ['pg', `DO $$${' '.repeat(90)}${'x'.repeat(90)}$$`, `unknown DO ${'x'.repeat(77)}`],
  ['pg', 'DO $$ BEGIN EXECUTE $q$DELETE FROM t$q$; END $$', 'unknown DO BEGIN EXECUTE ?; END'],
  ['pg', 'DO', 'unknown DO'],
  ['my', 'DO SLEEP(5)', 'unknown DO SLEEP(?)'],
  ['my', "DO db.archive('secret', @last), RELEASE_LOCK('l')", 'unknown DO db.archive(?, ?), RELEASE_LOCK(?)'],
  ['pg my', 'CALL x()', 'unknown CALL x'],
  ['pg', 'EXECUTE pu(170)', 'unknown EXECUTE pu'],
  ['my', 'EXECUTE stmt USING @a', 'unknown EXECUTE stmt'],
  ['my', "EXECUTE IMMEDIATE 'UPDATE t SET a = 1'", 'unknown EXECUTE IMMEDIATE'],
  ['lite', 'EXEC sp_who', 'unknown EXEC sp_who'],
  ['my', "XA COMMIT 'x' ONE PHASE", 'unknown XA COMMIT'],
  ['pg', "COMMIT PREPARED 'x'", 'unknown COMMIT PREPARED'],
  ['pg my lite', 'FROBNICATE users', 'unknown FROBNICATE'],
  ['pg my lite', 'frobnicate', 'unknown frobnicate'],
  ['pg', '"UPDATE" users SET a = 1', 'unknown UPDATE'],
  ['my', 'IF 1 THEN UPDATE t SET a = 1; END IF', 'unknown IF ; unknown END'],
  ['pg', `CALL ${'a'.repeat(100)}()`, `unknown CALL ${'a'.repeat(75)}`],
  ['pg my lite', '1', 'unknown 1'],
]
