// The form that changes many conversations, as it was sent; see bulk.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "http/request.h"
#include "store/settings.h"
#include "web/bulk_result.h"
#include "web/context.h"

namespace support::web::bulk {

// One conversation as the form names it.
struct Item {
  store::ConversationId id;
  std::optional<std::int64_t> messages;  // as many as the page showed
  base::Time last{};
  std::optional<std::string> assignee;   // as the page showed; "" = nobody
  char before = '-';  // 'o' or 'p': the status to go back to
};

struct Wish {
  Action action = Action::close;
  std::string argument;
  std::string key;
  std::vector<Item> items;
};

using Errors = std::vector<store::FieldError>;

// What was asked for; what is wrong with it goes to `errors`, by the fields of
// p_bulk.html.
Wish wish_in(Context& context, const http::Form& form, Errors& errors);

// The conversations as the form names them, each once, in their order.
std::vector<std::string> named_in(const http::Form& form);

}  // namespace support::web::bulk
