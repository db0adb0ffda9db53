/** What a defence that remembers queries would have seen of an attack. */
@NullMarked
package org.gauntletml.attacks.stateful;

import org.jspecify.annotations.NullMarked;
