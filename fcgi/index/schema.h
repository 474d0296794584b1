// The tables of index.db.
#pragma once

namespace support::index {

// Stands in PRAGMA user_version; raised with every change of the tables or of
// what they are to hold, so that an index of another version is built anew.
inline constexpr int kSchemaNumber = 5;
extern const char kSchema[];
// What only readers want: made when a new index has been filled, which is
// twice as fast as keeping it up meanwhile.
extern const char kSchemaForReaders[];

// Words are cut and folded by this.
inline constexpr char kTokenizer[] = "unicode61";
inline constexpr char kTokenizerOption[] = "remove_diacritics";
inline constexpr char kTokenizerValue[] = "2";

}  // namespace support::index
