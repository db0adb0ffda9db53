@NullMarked
package org.gauntletml.harness.certification;

import org.jspecify.annotations.NullMarked;
