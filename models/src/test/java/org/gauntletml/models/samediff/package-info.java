@NullMarked
package org.gauntletml.models.samediff;

import org.jspecify.annotations.NullMarked;
