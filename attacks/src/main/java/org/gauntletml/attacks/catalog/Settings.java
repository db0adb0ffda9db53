package org.gauntletml.attacks.catalog;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gauntletml.attacks.Norm;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.NearestName;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a record are its components: listed for people, and changed by what a person
 * wrote, without a line of code per attack. The constructor of the record has the last word on
 * every value. A norm is no setting, since the threat model has it.
 */
public final class Settings {
  private Settings() {}

  /**
   * Every setting as text, in the order its record declares them; none if it is no record. The text
   * is what {@link #with} reads; of an array it is the length, and of an object that has no text,
   * such as a surrogate model, its class.
   */
  public static Map<String, String> of(Object record) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (RecordComponent component : components(record.getClass())) {
      if (isSetting(component)) {
        settings.put(component.getName(), text(value(record, component)));
      }
    }
    return Collections.unmodifiableMap(settings);
  }

  /**
   * The same record with some settings changed.
   *
   * @param who is named if one is refused: a file, an option
   * @param what a setting is called there, such as {@code a setting}
   * @param written values by name as YAML reads them: numbers, texts, truth values, lists, maps
   * @throws BadInput for a name that is no setting, with the nearest one, for a value of another
   *     type, and for what the constructor refuses
   */
  public static <R> R with(String who, String what, R record, Map<String, ?> written) {
    if (written.isEmpty()) {
      return record;
    }
    List<String> names =
        Arrays.stream(components(record.getClass()))
            .filter(Settings::isSetting)
            .map(RecordComponent::getName)
            .toList();
    for (String name : written.keySet()) {
      if (!names.contains(name)) {
        throw names.isEmpty()
            ? BadInput.of(who, "nothing, for there is nothing to set", '"' + name + '"')
            : NearestName.unknown(who, what, name, names);
      }
    }
    return rebuilt(
        who,
        record,
        component ->
            written.containsKey(component.getName())
                ? SettingReader.of(who, component)
                    .read(written.get(component.getName()), value(record, component))
                : value(record, component));
  }

  /**
   * The same record for another norm; itself if it has no component to say so.
   *
   * @throws BadInput if it does not work in this norm
   */
  static <R> R in(Norm norm, R record) {
    return rebuilt(
        record.getClass().getSimpleName(),
        record,
        component -> isSetting(component) ? value(record, component) : norm);
  }

  private static String text(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Settings::text).toList().toString();
    }
    if (value != null && value.getClass().isArray()) {
      return Array.getLength(value) + " numbers";
    }
    String text = String.valueOf(value);
    return value != null && text.endsWith("@" + Integer.toHexString(value.hashCode()))
        ? value.getClass().getSimpleName()
        : text;
  }

  /** A record of this type from all its values. */
  static Object build(String who, Class<?> type, @Nullable Object[] values) {
    Class<?>[] types =
        Arrays.stream(components(type)).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return canonical.newInstance(values);
    } catch (InvocationTargetException e) {
      throw refusal(who, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("every record has its constructor: " + type, e);
    }
  }

  /** What a type is made of; nothing if it is no record. */
  static RecordComponent[] components(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    return components == null ? new RecordComponent[0] : components;
  }

  private static boolean isSetting(RecordComponent component) {
    return component.getType() != Norm.class;
  }

  @SuppressWarnings("unchecked") // the class of a record of type R makes records of type R
  private static <R> R rebuilt(
      String who, R record, Function<RecordComponent, @Nullable Object> value) {
    RecordComponent[] components = components(record.getClass());
    return components.length == 0
        ? record
        : (R)
            build(
                who,
                record.getClass(),
                Arrays.stream(components).map(value).toArray(Object[]::new));
  }

  private static @Nullable Object value(Object record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a component of a record can be read: " + component, e);
    }
  }

  static RuntimeException refusal(String who, @Nullable Throwable cause) {
    if (cause instanceof BadInput mistake) {
      return mistake.in(who);
    }
    if (cause instanceof IllegalArgumentException mistake) {
      return BadInput.of(who, "settings that fit", String.valueOf(mistake.getMessage()));
    }
    return new IllegalStateException(who, cause);
  }
}
