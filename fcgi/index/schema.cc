// What the tables hold and why they are so:
//
//   meta           a few named values: where the journal was read to, the boot
//                  of the last sweep, the version that tells pages of changes
//   todo           conversations named by the journal and not read to their
//                  end yet; so the journal's position may go on without them
//   conversations  one row a conversation; row.h tells the first 17 columns,
//                  fold.h the next four.  Times are milliseconds
//   tallies        how many are listed under each status and assignee, kept by
//                  triggers, so that a dashboard of 100,000 conversations
//                  counts nothing.  A row is changed by taking it out and
//                  putting it in again: two triggers are enough
//
// A conversation in which nothing was said is in no list and in no index.
// `id` is the tail of each index and so breaks ties the same way after a
// rebuild.

#include "index/schema.h"

namespace support::index {

const char kSchema[] = R"sql(
CREATE TABLE meta(
  name TEXT PRIMARY KEY,
  value NOT NULL
) WITHOUT ROWID;

CREATE TABLE todo(
  id TEXT PRIMARY KEY,
  named INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE conversations(
  id TEXT PRIMARY KEY,
  customer TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  verified INTEGER NOT NULL,
  status TEXT NOT NULL,
  assignee TEXT NOT NULL,
  started INTEGER NOT NULL,
  last INTEGER NOT NULL,
  last_by TEXT NOT NULL,
  preview TEXT NOT NULL,
  awaiting INTEGER NOT NULL,
  waiting_since INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  tags TEXT NOT NULL,

  staff_seen INTEGER NOT NULL,
  last_customer_n INTEGER NOT NULL,
  read_to INTEGER NOT NULL,
  crc INTEGER NOT NULL,

  -- Those who wait, longest first; then the others, latest first.
  urgency INTEGER AS (CASE WHEN awaiting THEN waiting_since
                      ELSE 4611686018427387904 - last END) VIRTUAL
) WITHOUT ROWID;

CREATE INDEX by_urgency ON conversations(urgency) WHERE messages > 0;
CREATE INDEX by_assignee_urgency ON conversations(assignee, urgency)
  WHERE messages > 0;
CREATE INDEX by_status_urgency ON conversations(status, urgency)
  WHERE messages > 0;
CREATE INDEX by_status_assignee_urgency
  ON conversations(status, assignee, urgency) WHERE messages > 0;
CREATE INDEX by_last ON conversations(last) WHERE messages > 0;
CREATE INDEX by_assignee_last ON conversations(assignee, last)
  WHERE messages > 0;
CREATE INDEX by_status_last ON conversations(status, last) WHERE messages > 0;
CREATE INDEX by_status_assignee_last ON conversations(status, assignee, last)
  WHERE messages > 0;
CREATE INDEX by_customer ON conversations(customer, last) WHERE messages > 0;
CREATE INDEX by_closed ON conversations(status, closed) WHERE messages > 0;
CREATE INDEX by_wait ON conversations(waiting_since)
  WHERE messages > 0 AND awaiting = 1;

CREATE TABLE tallies(
  status TEXT NOT NULL,
  assignee TEXT NOT NULL,
  listed INTEGER NOT NULL,
  awaiting INTEGER NOT NULL,
  PRIMARY KEY(status, assignee)
) WITHOUT ROWID;

CREATE TRIGGER count_in AFTER INSERT ON conversations WHEN new.messages > 0
BEGIN
  INSERT INTO tallies VALUES(new.status, new.assignee, 1, new.awaiting)
  ON CONFLICT DO UPDATE SET listed = listed + 1,
                            awaiting = awaiting + excluded.awaiting;
END;

CREATE TRIGGER count_out AFTER DELETE ON conversations WHEN old.messages > 0
BEGIN
  UPDATE tallies SET listed = listed - 1, awaiting = awaiting - old.awaiting
  WHERE status = old.status AND assignee = old.assignee;
END;
)sql";

}  // namespace support::index
