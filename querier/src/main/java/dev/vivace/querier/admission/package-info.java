/// Who may query now: a bounded number at a time, tenants in turn, each until its deadline. Start
/// at [dev.vivace.querier.admission.QuerySlots].
@NullMarked
package dev.vivace.querier.admission;

import org.jspecify.annotations.NullMarked;
