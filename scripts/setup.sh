# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Read by ./test and ./demo, in the folder of the project: finds JDK 17 and Maven, and installs what is missing, swtpm and tpm2-tools for the tests of the TPM and ssh for those of bin/pfrut among it.

maven_needed=3.8.6

is_jdk17() { [[ -n $1 && -x $1/bin/javac && $("$1/bin/javac" -version 2>&1) == 'javac 17'* ]]; }

find_jdk() {
    local home
    for home in "${JAVA_HOME:-}" "$(readlink -f "$(type -P javac)" | sed 's|/bin/javac$||')" /usr/lib/jvm/java-17-openjdk-*; do
        if is_jdk17 "$home"; then
            export JAVA_HOME=$home
            return 0
        fi
    done
    return 1
}

find_maven() {
    local found
    found=$(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p')
    [[ -n $found && $(printf '%s\n' "$maven_needed" "$found" | sort -V | head -n 1) == "$maven_needed" ]]
}

packages=()
type -P swtpm >/dev/null || packages+=(swtpm)
type -P tpm2_getrandom >/dev/null || packages+=(tpm2-tools)
type -P ssh >/dev/null || packages+=(openssh-client)
find_jdk || packages+=(openjdk-17-jdk-headless)
find_maven || packages+=(maven)
if ((${#packages[@]})); then
    if ((EUID == 0)) && type -P apt-get >/dev/null; then
        echo "Installing ${packages[*]}"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
    else
        echo "JDK 17 and Maven $maven_needed or later are needed. On Debian 12, this installs what is missing here:" >&2
        echo "    sudo apt-get update && sudo apt-get install --no-install-recommends ${packages[*]}" >&2
        exit 1
    fi
    if ! find_jdk || ! find_maven; then
        echo "Installed ${packages[*]}, but there is still no JDK 17, or no Maven $maven_needed or later" >&2
        exit 1
    fi
fi
