/**
 * The contract every attack keeps, as tests to extend. Published as the {@code kit} artifact, so
 * that an attack written elsewhere is held to the same rules.
 */
@NullMarked
package org.gauntletml.attacks.kit;

import org.jspecify.annotations.NullMarked;
