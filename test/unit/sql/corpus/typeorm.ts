import type { Case } from './case'

/** As TypeORM writes them. */
export const typeorm: readonly Case[] = [
  ['pg', 'SELECT "User"."id" AS "User_id" FROM "users" "User" WHERE (("User"."id" = $1)) LIMIT 1', 'nothing'],
  [
    'pg',
    'SELECT DISTINCT "distinctAlias"."User_id" AS "ids_User_id" FROM (SELECT "User"."id" FROM "users" "User") "distinctAlias"',
    'nothing',
  ],
  [
    'pg',
    'INSERT INTO "users"("name", "age", "deletedAt") VALUES ($1, $2, DEFAULT), ($3, DEFAULT, DEFAULT) RETURNING "id", "deletedAt"',
    'insert users(name,age,deletedAt)($1,$2,default)($3,default,default) returning id,deletedAt',
  ],
  ['pg', 'UPDATE "users" SET "name" = $1 WHERE "id" = $2', 'update users{name=$1} where id=$2'],
  ['pg', 'UPDATE "users" SET "name" = $1 WHERE "id" IN ($2)', 'update users{name=$1} where id=$2'],
  ['pg', 'UPDATE "posts" SET "author_id" = $1 WHERE "id" = $2', 'update posts{author_id=$1} where id=$2'],
  [
    'pg',
    'UPDATE "users" SET "name" = $1, "version" = "version" + 1, "updatedAt" = CURRENT_TIMESTAMP WHERE "id" IN ($2) RETURNING "updatedAt", "version"',
    'update users{name=$1,version=…,updatedAt=…} where id=$2 returning updatedAt,version',
  ],
  [
    'pg',
    'UPDATE "users" SET "deletedAt" = CURRENT_TIMESTAMP, "version" = "version" + 1 WHERE ("id" = $1 AND "deletedAt" IS NULL) RETURNING "deletedAt"',
    'update users{deletedAt=…,version=…} where id=$1 returning deletedAt',
  ],
  [
    'pg',
    'DELETE FROM "enrollments" WHERE ("userId" = $1 AND "courseId" = $2)',
    'delete enrollments where userId=$1&courseId=$2',
  ],
  [
    'pg',
    'DELETE FROM "enrollments" WHERE (("userId" = $1 AND "courseId" = $2) OR ("userId" = $3 AND "courseId" = $4))',
    'delete enrollments where userId=$1&courseId=$2|userId=$3&courseId=$4',
  ],
  ['pg', 'DELETE FROM "users" WHERE ("id" = $1 OR "id" = $2)', 'delete users where id=$1|id=$2'],
  [
    'pg',
    'DELETE FROM "content" WHERE "type" IN ($1) AND ("id" IN ($2, $3))',
    'delete content where type=$1&id=$2|type=$1&id=$3',
  ],
  [
    'pg',
    'DELETE FROM "post_categories" WHERE "postsId" = $1 AND "categoriesId" = $2',
    'delete post_categories where postsId=$1&categoriesId=$2',
  ],
  [
    'pg',
    'INSERT INTO "post_categories"("postsId", "categoriesId") VALUES ($1, $2)',
    'insert post_categories(postsId,categoriesId)($1,$2)',
  ],
  [
    'pg',
    'INSERT INTO "users"("id", "name") VALUES ($1, $2) ON CONFLICT ( "id" ) DO UPDATE SET "name" = EXCLUDED."name"  RETURNING "id"',
    'insert users(id,name)($1,$2) or update(id){name=new name} returning id',
  ],
  [
    'pg',
    'INSERT INTO "users"("id") VALUES ($1) ON CONFLICT ("id") DO UPDATE SET "name" = EXCLUDED."name" WHERE ("users"."name" IS DISTINCT FROM EXCLUDED."name")  RETURNING "id"',
    'insert users(id)($1) or update(id){name=new name} returning id',
  ],
  [
    'pg',
    'INSERT INTO "users"("name") VALUES ($1) ON CONFLICT DO NOTHING  RETURNING "id"',
    'insert users(name)($1) or ignore returning id',
  ],
  ['pg', 'INSERT INTO "users" DEFAULT VALUES RETURNING "id"', 'insert users()() returning id'],
  [
    'pg',
    'INSERT INTO "cat_closure"("id_ancestor", "id_descendant") SELECT "id_ancestor", 5 FROM "cat_closure" WHERE "id_descendant" = 4',
    'insert cat_closure(id_ancestor,id_descendant)?',
  ],
  [
    'pg',
    'UPDATE "nscat" SET nsleft = CASE WHEN nsleft > 2 THEN nsleft + 2 ELSE nsleft END,nsright = nsright + 2 WHERE nsright >= 2',
    'update nscat{nsleft=…,nsright=…} where ?',
  ],
  ['pg', 'TRUNCATE TABLE "billing"."invoices" CASCADE', 'truncate billing.invoices cascade'],
  [
    'pg',
    'DROP TABLE IF EXISTS public.enrollments, public.posts CASCADE;',
    'define public.enrollments cascade & define public.posts cascade',
  ],
  ['pg', 'CREATE TABLE "users" ("id" SERIAL NOT NULL, CONSTRAINT "PK_1" PRIMARY KEY ("id"))', 'define users'],
  [
    'pg',
    'ALTER TABLE "posts" ADD CONSTRAINT "FK_1" FOREIGN KEY ("a") REFERENCES "users"("id") ON DELETE CASCADE',
    'define posts cascade',
  ],
  ['pg', 'INSERT INTO "migrations"("timestamp", "name") VALUES ($1, $2)', 'insert migrations(timestamp,name)($1,$2)'],
  [
    'pg',
    'WITH "up" AS (UPDATE "users" SET "a" = 1 RETURNING "id") SELECT * FROM "up"',
    'update users{a=1} where ? uncounted',
  ],
  ['pg', 'INSERT INTO "a"("id") (SELECT "b"."id" FROM "b") RETURNING "id"', 'insert a(id)? returning id'],
  [
    'my',
    'INSERT INTO `users`(`id`, `name`, `note`) VALUES (DEFAULT, ?, ?)',
    'insert users(id,name,note)(default,$1,$2)',
  ],
  [
    'my',
    'UPDATE `shop`.`users` SET `name` = ?, `updatedAt` = CURRENT_TIMESTAMP WHERE `id` IN (?)',
    'update shop.users{name=$1,updatedat=…} where id=$2',
  ],
  [
    'my',
    'INSERT INTO `users`(`id`) VALUES (?) ON DUPLICATE KEY UPDATE `name` = VALUES(`name`)',
    'insert users(id)($1) or update{name=new name}',
  ],
  ['my', 'INSERT IGNORE INTO `users`(`id`) VALUES (?)', 'insert users(id)($1) or ignore'],
  [
    'my',
    'DELETE FROM `a` WHERE ((`x` = ? AND `y` = ?) OR (`x` = ? AND `y` = ?))',
    'delete a where x=$1&y=$2|x=$3&y=$4',
  ],
  ['my', 'TRUNCATE TABLE `users`', 'commits! truncate users'],
  [
    'my',
    'DELETE `c` FROM `c_closure` `c` INNER JOIN `c_closure` `d` ON `c`.`a` = `d`.`a` WHERE `d`.`b` = 5',
    'delete c_closure where ? uncounted',
  ],
  ['lite', 'INSERT INTO "users"("id", "name") VALUES (NULL, ?)', 'insert users(id,name)(null,$1)'],
  ['lite', 'UPDATE "users" SET "name" = ? WHERE "id" = 118', 'update users{name=$1} where id=118'],
  ['lite', 'UPDATE "users" SET "score" = "score" + 3 WHERE ("id" IN (1, 2))', 'update users{score=…} where id=1|id=2'],
  ['lite', 'DELETE FROM "enrollments"', 'delete enrollments where ?'],
  ['lite', 'INSERT OR IGNORE INTO "users"("id") VALUES (?)', 'insert users(id)($1) or ignore'],
  ['lite', 'INSERT INTO "temporary_users"("id") SELECT "id" FROM "users"', 'insert temporary_users(id)?'],
  ['lite', 'ALTER TABLE "temporary_users" RENAME TO "users"', 'define temporary_users cascade & define users cascade'],
  ['lite', 'PRAGMA foreign_keys = OFF', 'nothing'],
]
