-- Since when firmware is fetched or installed, and when that was said last: by whosever order.
ALTER TABLE chargers ADD COLUMN updating_since INTEGER;
ALTER TABLE chargers ADD COLUMN updating_told INTEGER;
-- Since when a reboot is needed: a boot on a connection that is older shows none.
ALTER TABLE chargers ADD COLUMN reboot_needed_at INTEGER;
-- Versions were kept with the blanks that some chargers pad them with.
UPDATE chargers SET firmware = trim(firmware, ' ' || char(9, 10, 13, 160, 8203, 65279, 65533))
WHERE firmware != trim(firmware, ' ' || char(9, 10, 13, 160, 8203, 65279, 65533));
UPDATE commands SET firmware = trim(firmware, ' ' || char(9, 10, 13, 160, 8203, 65279, 65533))
WHERE firmware != trim(firmware, ' ' || char(9, 10, 13, 160, 8203, 65279, 65533));
