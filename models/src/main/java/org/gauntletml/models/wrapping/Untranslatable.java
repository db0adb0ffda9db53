package org.gauntletml.models.wrapping;

import java.util.function.Supplier;
import org.gauntletml.models.BadInput;
import org.jspecify.annotations.Nullable;

/** Why the gradient engine cannot have a model, which its own framework can still run. */
public final class Untranslatable extends Exception {
  private static final long serialVersionUID = 1L;

  private Untranslatable(String message, @Nullable BadInput cause) {
    super(message, cause);
  }

  /** Throws unless something holds. */
  public static void unless(boolean holds, String message) throws Untranslatable {
    if (!holds) {
      throw new Untranslatable(message, null);
    }
  }

  /** What the engine makes; its refusal, without the final stop, otherwise. */
  public static <T> T unlessTaken(Supplier<T> made) throws Untranslatable {
    try {
      return made.get();
    } catch (BadInput refused) {
      String message = String.valueOf(refused.getMessage());
      throw new Untranslatable(message.replaceFirst("\\.$", ""), refused);
    }
  }
}
