-- What became of the editions of a date is asked for by channel.
CREATE INDEX deliveries_by_channel ON deliveries (channel_id, local_date, due_at, id);
