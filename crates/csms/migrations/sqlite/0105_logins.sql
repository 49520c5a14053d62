-- What the user of an address over FTP is recognised by: one who comes with another password was here all the same.
ALTER TABLE links ADD COLUMN login TEXT;
CREATE INDEX links_by_login ON links(login) WHERE login IS NOT NULL;
