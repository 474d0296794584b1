// What the tables hold and why they are so:
//
//   meta           a few named values: where the journal was read to, the boot
//                  of the last sweep, the version that tells pages of changes
//   todo           conversations named by the journal and not read to their
//                  end yet; so the journal's position may go on without them
//   redacted       conversations in which a redact record was read, until
//                  somebody says that what it names is overwritten
//   conversations  one row a conversation, numbered by place.h; row.h tells
//                  the first columns, fold.h the last four
//   messages       what was said, notes, names of files, and as n = 0 the
//                  conversation's name, e-mail and id.  `side`: 0 for what no
//                  figure counts, 1 customer, 2 agent, 3 system
//   words          which message holds a word; the text itself is not in it
//   vocabulary     every word there is, so that the beginning of one becomes
//                  whole words: SQLite would gather all messages that hold
//                  any of them before it gave the first
//   people         the same of names and e-mails, by conversation
//   tags, quick    which conversation has a tag, which message was made of a
//                  quick reply; triggers keep the sums
//   cycles         cycle.h tells the columns; 0 is a time that has not come
//   replies        an agent's messages and files: when the same agent spoke
//                  last in the same conversation (-1: never), and the wait
//                  that it ended, with its beginning (-1: none)
//   tallies        how many are listed under each status and assignee, kept by
//                  triggers, so that a dashboard of 100,000 conversations
//                  counts nothing.  A row is changed by taking it out and
//                  putting it in again: two triggers are enough
//
// Times are milliseconds.  A conversation in which nothing was said is in no
// list and in no index.  An index carries, behind what gives the order, all
// that a filter may ask for: a list that is narrowed in an odd way is a walk
// along one index, and only what is shown is fetched from the table.

#include "index/schema.h"

namespace support::index {

const char kSchema[] = R"sql(
CREATE TABLE meta(
  name TEXT PRIMARY KEY,
  value NOT NULL
) WITHOUT ROWID;

-- Nothing is woven yet; see texts.h.
INSERT INTO meta VALUES('woven', -1);

CREATE TABLE todo(
  id TEXT PRIMARY KEY,
  named INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE redacted(id TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE conversations(
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
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
  has_file INTEGER NOT NULL,

  staff_seen INTEGER NOT NULL,
  last_customer_n INTEGER NOT NULL,
  read_to INTEGER NOT NULL,
  crc INTEGER NOT NULL,

  -- Those who wait, longest first; then the others, latest first.
  urgency INTEGER AS (CASE WHEN awaiting THEN waiting_since
                      ELSE 4611686018427387904 - last END) VIRTUAL
);

CREATE TABLE messages(
  place INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL,
  n INTEGER NOT NULL,
  side INTEGER NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX messages_of ON messages(conversation, n);

CREATE VIRTUAL TABLE words USING fts5(
  text, content = '', columnsize = 0, detail = none,
  tokenize = "unicode61 remove_diacritics 2");

CREATE VIRTUAL TABLE word_list USING fts5vocab(words, 'row');
CREATE TABLE vocabulary(word TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE VIRTUAL TABLE people USING fts5(
  text, content = '', columnsize = 0, detail = none,
  tokenize = "unicode61 remove_diacritics 2");

CREATE TABLE tags(
  tag TEXT NOT NULL,
  conversation INTEGER NOT NULL,
  PRIMARY KEY(tag, conversation)
) WITHOUT ROWID;
CREATE INDEX tags_of ON tags(conversation);
CREATE TABLE tag_sums(
  tag TEXT PRIMARY KEY,
  conversations INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER tag_in AFTER INSERT ON tags BEGIN
  INSERT INTO tag_sums VALUES(new.tag, 1)
  ON CONFLICT DO UPDATE SET conversations = conversations + 1;
END;
CREATE TRIGGER tag_out AFTER DELETE ON tags BEGIN
  UPDATE tag_sums SET conversations = conversations - 1 WHERE tag = old.tag;
  DELETE FROM tag_sums WHERE tag = old.tag AND conversations = 0;
END;

CREATE TABLE quick(
  conversation INTEGER NOT NULL,
  n INTEGER NOT NULL,
  quick TEXT NOT NULL,
  PRIMARY KEY(conversation, n, quick)
) WITHOUT ROWID;
CREATE TABLE quick_sums(
  quick TEXT PRIMARY KEY,
  uses INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER quick_in AFTER INSERT ON quick BEGIN
  INSERT INTO quick_sums VALUES(new.quick, 1)
  ON CONFLICT DO UPDATE SET uses = uses + 1;
END;
CREATE TRIGGER quick_out AFTER DELETE ON quick BEGIN
  UPDATE quick_sums SET uses = uses - 1 WHERE quick = old.quick;
  DELETE FROM quick_sums WHERE quick = old.quick AND uses = 0;
END;

CREATE TABLE cycles(
  started INTEGER NOT NULL,
  conversation INTEGER NOT NULL,
  number INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  replied INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  reopened INTEGER NOT NULL,
  first_reply INTEGER NOT NULL,
  last_reply INTEGER NOT NULL,
  replied_by TEXT NOT NULL,
  last_by TEXT NOT NULL,
  closed_by TEXT NOT NULL,
  rated_agent TEXT NOT NULL,
  rating INTEGER NOT NULL,
  comment TEXT NOT NULL,
  abandoned INTEGER NOT NULL,
  dropped INTEGER NOT NULL,
  PRIMARY KEY(started, conversation, number)
) WITHOUT ROWID;
CREATE INDEX cycles_of ON cycles(conversation, number, abandoned, dropped);

CREATE TABLE replies(
  agent TEXT NOT NULL,
  t INTEGER NOT NULL,
  conversation INTEGER NOT NULL,
  n INTEGER NOT NULL,
  previous INTEGER NOT NULL,
  run_started INTEGER NOT NULL,
  wait INTEGER NOT NULL,
  PRIMARY KEY(agent, t, conversation, n)
) WITHOUT ROWID;
CREATE INDEX replies_of ON replies(conversation, agent, t);

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
  DELETE FROM tallies
  WHERE status = old.status AND assignee = old.assignee AND listed = 0;
END;
)sql";

const char kSchemaForReaders[] = R"sql(
CREATE INDEX IF NOT EXISTS by_last ON conversations(
  last, key, status, assignee, verified, has_file) WHERE messages > 0;
CREATE INDEX IF NOT EXISTS by_status_last ON conversations(
  status, last, key, assignee, verified, has_file) WHERE messages > 0;
CREATE INDEX IF NOT EXISTS by_assignee_last ON conversations(
  assignee, last, key, status, verified, has_file) WHERE messages > 0;
CREATE INDEX IF NOT EXISTS by_urgency ON conversations(
  urgency, key, last, status, assignee, verified, has_file)
  WHERE messages > 0;
CREATE INDEX IF NOT EXISTS by_status_urgency ON conversations(
  status, urgency, key, last, assignee, verified, has_file)
  WHERE messages > 0;
CREATE INDEX IF NOT EXISTS by_closed ON conversations(
  closed, key, last, assignee, verified, has_file)
  WHERE messages > 0 AND status = 'closed';
CREATE INDEX IF NOT EXISTS by_customer ON conversations(customer, last, key)
  WHERE messages > 0;
CREATE INDEX IF NOT EXISTS by_wait ON conversations(waiting_since, key, status)
  WHERE messages > 0 AND awaiting = 1;
CREATE INDEX IF NOT EXISTS by_silence ON conversations(last, key)
  WHERE messages > 0 AND awaiting = 0 AND status <> 'closed';
CREATE INDEX IF NOT EXISTS by_started ON conversations(
  started, status, closed, key) WHERE messages > 0;
CREATE INDEX IF NOT EXISTS by_side ON messages(side);
CREATE INDEX IF NOT EXISTS cycles_closed ON cycles(
  closed, started, closed_by, reopened, conversation);
CREATE INDEX IF NOT EXISTS runs ON replies(run_started, wait, agent)
  WHERE wait >= 0;
)sql";

}  // namespace support::index
