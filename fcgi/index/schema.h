// The tables of index.db.
#pragma once

namespace support::index {

// Stands in PRAGMA user_version; raised with every change of kSchema, so that
// an index of another version is built anew.
inline constexpr int kSchemaNumber = 1;
extern const char kSchema[];

}  // namespace support::index
