// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware;

import java.time.Duration;
import java.util.Objects;

/**
 * What the text of a setting has to be, and how one is refused that is not: by its key, its value and what is allowed. Text is taken without
 * the white space around it.
 *
 * @param pid the configuration, where the setting is to be corrected
 */
public record SettingRules(String pid) {

    private static final String DIGITS = "[0-9]{1,9}";

    /** Checks for null. */
    public SettingRules {
        Objects.requireNonNull(pid);
    }

    /**
     * A value that is not allowed.
     *
     * @param key of the setting
     * @param value as it stands there
     * @param allowed the end of a sentence
     * @return to be thrown, {@code INVALID_VALUE}
     */
    public FirmwareException refused(String key, String value, String allowed) {
        return refusal(key, value, allowed).asException();
    }

    /**
     * A value that is not allowed.
     *
     * @param key of the setting
     * @param value as it stands there
     * @param allowed the end of a sentence
     * @param cause how that was found out
     * @return to be thrown, {@code INVALID_VALUE}
     */
    public FirmwareException refused(String key, String value, String allowed, Exception cause) {
        return new FirmwareException(refusal(key, value, allowed), cause);
    }

    /**
     * A whole number.
     *
     * @param key of the setting
     * @param value as it stands there
     * @param otherwise what holds where it is empty
     * @param min the least that is allowed, 0 or more
     * @param max the most, at most nine digits
     * @return the number
     * @throws FirmwareException {@code INVALID_VALUE}
     */
    public int number(String key, String value, int otherwise, int min, int max) throws FirmwareException {
        final String text = value.trim();
        if (text.isEmpty()) {
            return otherwise;
        }
        if (text.matches(DIGITS)) {
            final int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw refused(key, text, "a whole number from " + min + " to " + max + ", or empty");
    }

    /**
     * A time in whole milliseconds.
     *
     * @param key of the setting
     * @param value as it stands there
     * @param otherwise what holds where it is empty
     * @param min the least that is allowed, in milliseconds, 0 or more
     * @param max the most, at most nine digits
     * @return the time
     * @throws FirmwareException {@code INVALID_VALUE}
     */
    public Duration millis(String key, String value, Duration otherwise, int min, int max) throws FirmwareException {
        return Duration.ofMillis(number(key, value, (int) otherwise.toMillis(), min, max));
    }

    /**
     * Yes or no.
     *
     * @param key of the setting
     * @param value as it stands there
     * @return true for {@code true}; false for {@code false} and where it is empty
     * @throws FirmwareException {@code INVALID_VALUE}
     */
    public boolean flag(String key, String value) throws FirmwareException {
        final String text = value.trim();
        return switch (text) {
            case "", "false" -> false;
            case "true" -> true;
            default -> throw refused(key, text, "true, false");
        };
    }

    private Failure refusal(String key, String value, String allowed) {
        return Failure.of(
                        FailureReason.INVALID_VALUE, "settings", key + " = '" + value + "' is not allowed: " + allowed)
                .next("Correct it in " + pid + "; until then the last good settings stay in force.");
    }
}
