-- A story is written down before it is placed in its event, which takes a look at many others. Until
-- then it says where it belongs: 0 beside the stories that it is like, -1 alone, else the id of a
-- story of its event. NULL once it has its place, so that few stand in the index at any time.
ALTER TABLE stories ADD COLUMN to_place INTEGER;

CREATE INDEX stories_to_place ON stories (to_place) WHERE to_place IS NOT NULL;
