-- name: write_plan
INSERT INTO plans (session, cells) VALUES (?, ?)
ON CONFLICT (session) DO UPDATE SET cells = excluded.cells

-- name: write
INSERT INTO releases (session, number, kind, body) VALUES (?, ?, ?, ?)

-- name: plan
SELECT cells FROM plans WHERE session = ?

-- name: releases
SELECT kind, body FROM releases WHERE session = ? AND number > ? ORDER BY number

-- name: write_once
INSERT INTO releases_once (session, name, kind, body) VALUES (?, ?, ?, ?)

-- name: once
SELECT kind, body FROM releases_once WHERE session = ? ORDER BY name

-- name: drop_once
DELETE FROM releases_once WHERE session = ? AND name = ?
