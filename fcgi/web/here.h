// Who is at a conversation right now, as staff read it beside its name.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "web/context.h"

namespace support::web {

// "Customer is typing · Tom Bell is typing a reply, Eva Sand is viewing"; ""
// when nobody is at it but whoever asks.
std::string here_words(Context& context, std::string_view conversation);

// The same for each of "id,id,…" where somebody is: {id: words}.  At most
// kMostHere of them are looked at; what is no id is passed over.
inline constexpr std::size_t kMostHere = 100;
base::json::Object here_json(Context& context, std::string_view ids);

}  // namespace support::web
