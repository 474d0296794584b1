#include "ctl/lists.h"

#include "ctl/lines.h"
#include "store/record.h"

namespace support::ctl {
namespace {

constexpr std::size_t kMostKept = 200'000;  // conversations of all lists

Named read(const base::Path& list) {
  Named named;
  each_line(list, false, [&](const LineSeen& seen) {
    const auto record = store::decode(seen.text);
    if (!record) return;
    if (record->kind == store::Kind::conversation) {
      named.conversations.insert(record->field("conversation"));
    } else if (record->kind == store::Kind::gone) {
      named.gone.insert(record->field("conversation"));
    }
  });
  return named;
}

}  // namespace

const Named& Lists::of(const std::string& customer) {
  static const Named none;
  if (!store::is_customer_key(customer)) return none;
  const auto kept = kept_.find(customer);
  if (kept != kept_.end()) return kept->second;
  Named named = read(paths_.customer(customer));
  size_ += named.conversations.size() + 1;
  if (size_ > kMostKept) {
    kept_.clear();
    size_ = named.conversations.size() + 1;
  }
  return kept_.emplace(customer, std::move(named)).first->second;
}

}  // namespace support::ctl
