// The two forms of Support Messages as their templates want them: the filters,
// and the bar that changes what was chosen.
#pragma once

#include "web/messages_page.h"
#include "web/view.h"

namespace support::web::messages {

// p_filters.html: the fields with their values, choices and faults.
void set_filter_form(Context& context, const Wish& wish, Data& data);

// p_bulk.html: the choices, and what was typed.
void set_bulk_form(Context& context, const Wish& wish, const BulkForm& bulk,
                   Data& data);

}  // namespace support::web::messages
