-- To which arm a seat was assigned, the order of its stimuli and how many of them it has watched.
ALTER TABLE seats ADD COLUMN arm TEXT NOT NULL DEFAULT '';
ALTER TABLE seats ADD COLUMN playlist TEXT NOT NULL DEFAULT '[]';
ALTER TABLE seats ADD COLUMN stage INTEGER NOT NULL DEFAULT 0;
