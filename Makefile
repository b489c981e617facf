# The daily commands. Building itself is Meson's and Ninja's work (meson.build).
BUILD ?= build
JOBS ?= 2
MESON_FLAGS ?=

.PHONY: build check test test-deploy deb test-deb bench bench-city cost faults fuzz asan tsan web clean

build: $(BUILD)/build.ninja
	@ninja -C $(BUILD) -j$(JOBS)

$(BUILD)/build.ninja:
	meson setup $(BUILD) $(MESON_FLAGS)

check: build
	@tools/check

test: build
	@[ -d $(BUILD)/tests/unit ] || meson configure $(BUILD) -Dtests=enabled
	@ninja -C $(BUILD) -j$(JOBS)
	@meson test -C $(BUILD) --print-errorlogs

# nginx, systemd and promtool on what is in deploy/, where they are installed
test-deploy: build
	@tools/test-node tests/deploy/*.test.mjs

# the Debian package; DEB_VERSION=0.2.0 for another number
deb: build
	@tools/deb $(DEB_VERSION)

# installed, started, upgraded, removed and purged in a Debian of its own (root, debootstrap)
test-deb: build
	@tools/test-deb

bench: build
	@[ -d $(BUILD)/tests/bench ] || meson configure $(BUILD) -Dtests=enabled
	@ninja -C $(BUILD) -j$(JOBS)
	@meson test -C $(BUILD) --benchmark --verbose
	@tools/bench $(BUILD)

# The same as the database grows, and the city's year: hours, and about 60 GB beside the build. What is interrupted in the year
# goes on from there. For a trial: make bench-city GROWTH=10000,100000 YEAR=20000
GROWTH ?= 10000,1000000,10000000
YEAR ?= 10460000
bench-city: build
	@[ -d $(BUILD)/tests/bench ] || meson configure $(BUILD) -Dtests=enabled
	@ninja -C $(BUILD) -j$(JOBS)
	@tools/bench $(BUILD) --growth $(GROWTH) --year $(YEAR)

# what a request costs, beside tests/cost/table.tsv; REASON='why' takes the new counts of what is off over, ALL=yes those of the rest too
export REASON
cost: build
	@node tests/cost/cost.mjs $(if $(REASON),--accept "$$REASON" $(if $(ALL),--all))

# the long fault campaign on both engines, a quarter of an hour; root can also fill disks and turn them read-only
faults: build
	@[ -d web/node_modules ] || (cd web && npm install --no-save --no-audit --no-fund)
	@[ -d $(BUILD)/tests/faults ] || meson configure $(BUILD) -Dtests=enabled
	@ninja -C $(BUILD) -j$(JOBS)
	@node tests/faults/run.mjs --long --report $(BUILD)/faults.json $(FAULTS)
	@TONGBAN_TEST_ENGINE=postgres node tests/faults/run.mjs --long --report $(BUILD)/faults-postgres.json $(FAULTS)

# a short while on every target; FUZZ_SECONDS=600 for a longer one
fuzz:
	@tools/fuzz $(or $(FUZZ_SECONDS),20)

asan:
	@tools/sanitize address

tsan:
	@tools/sanitize thread

web:
	cd web && npm install --no-save --no-audit --no-fund && npm run build

clean:
	rm -rf build build-*
