/**
 * Models that tell less than they know, as a service in front of them would: what an adversary may
 * use is then a property of the model, and no attack can use more.
 */
@NullMarked
package org.gauntletml.models.restricted;

import org.jspecify.annotations.NullMarked;
